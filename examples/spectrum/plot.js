// What both plots share: a canvas as sharp as the screen, its frame with labels, and a cursor moved by pointer or arrow keys.

/** @typedef {{ logarithmic: boolean, low: number, high: number, map: string, hold: boolean }} View */

export class Plot {
  /** Where the cursor is, both from 0 to 1 from the lower left; undefined without one. */
  cursor
  /** Whether it must be drawn anew. */
  dirty = true
  margin = { left: 46, right: 54, top: 10, bottom: 24 }
  #observer

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas
    this.context = canvas.getContext('2d')
    this.#observer = new ResizeObserver(() => this.resize())
    this.#observer.observe(canvas)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.restyle())
    canvas.addEventListener('pointermove', event => {
      const { left, top } = canvas.getBoundingClientRect(), { x, y, width, height } = this.area
      const u = (event.clientX - left - x) / width, v = 1 - (event.clientY - top - y) / height
      this.point(u >= 0 && u <= 1 && v >= 0 && v <= 1 ? { u, v } : undefined)
    })
    for (const type of ['pointerleave', 'blur']) canvas.addEventListener(type, () => this.point(undefined))
    canvas.addEventListener('keydown', event => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      const { u, v } = this.cursor ?? { u: 0.5, v: 0.5 }, [du, dv] = step.map(s => s * (event.shiftKey ? 0.05 : 0.005))
      this.point({ u: Math.min(1, Math.max(0, u + du)), v: Math.min(1, Math.max(0, v + dv)) })
    })
  }
  point(cursor) {
    this.cursor = cursor
    this.dirty = true
  }
  /** Takes the size that the page gives it, in the screen's own pixels. */
  resize() {
    const { clientWidth, clientHeight } = this.canvas, { left, right, top, bottom } = this.margin
    this.ratio = devicePixelRatio
    this.size = [clientWidth, clientHeight]
    this.canvas.width = Math.max(1, Math.round(clientWidth * this.ratio))
    this.canvas.height = Math.max(1, Math.round(clientHeight * this.ratio))
    this.area = { x: left, y: top, width: Math.max(1, clientWidth - left - right), height: Math.max(1, clientHeight - top - bottom) }
    this.dirty = true
  }
  restyle() {
    const style = getComputedStyle(this.canvas), value = name => style.getPropertyValue(name).trim()
    this.colours = { text: value('--soft'), strong: value('--text'), line: value('--line'), background: value('--plot'), curve: value('--accent'), hold: value('--hold'), panel: value('--panel') }
    this.dirty = true
  }
  /** Begins a picture: all is cleared, and lengths are in the page's pixels. */
  begin() {
    // A window that was moved to another screen.
    if (this.ratio !== devicePixelRatio) this.resize()
    const { context, ratio, size: [width, height] } = this
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    context.font = '12px system-ui, sans-serif'
    this.dirty = false
  }
  /** A label, `align`ed at x and centred at y. */
  label(text, x, y, align = 'right', colour = this.colours.text) {
    const { context } = this
    context.fillStyle = colour
    context.textAlign = align
    context.textBaseline = 'middle'
    context.fillText(text, x, y)
  }
  /** A straight line from corner to corner of the area, at a place across. */
  rule(u, vertical, colour = this.colours.line) {
    const { x, y, width, height } = this.area
    this.context.fillStyle = colour
    if (vertical) this.context.fillRect(Math.round(x + u * width), y, 1, height); else this.context.fillRect(x, Math.round(y + (1 - u) * height), width, 1)
  }
  /** A note beside the cursor, inside the area. */
  note(text) {
    const { context, area: { x, y, width, height } } = this, w = context.measureText(text).width + 12
    const left = Math.min(x + width - w, Math.max(x, x + this.cursor.u * width + 8)), top = Math.max(y, y + (1 - this.cursor.v) * height - 30)
    context.fillStyle = this.colours.panel
    context.fillRect(left, top, w, 22)
    this.label(text, left + 6, top + 11, 'left', this.colours.strong)
  }
}

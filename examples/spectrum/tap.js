// On the audio thread: sends the page what passes, in blocks, for the analysis by plain loops.

registerProcessor('tap', class extends AudioWorkletProcessor {
  constructor({ processorOptions: { channels, block } }) {
    super()
    this.filled = 0
    this.running = true
    this.port.onmessage = () => { this.running = false }
    this.block = Array.from({ length: channels }, () => new Float32Array(block))
  }
  process([input]) {
    // It has no input before it is connected.
    if (input.length === 0 || !this.running) return this.running
    this.block.forEach((x, c) => x.set(input[c], this.filled))
    this.filled += input[0].length
    if (this.filled >= this.block[0].length) {
      this.port.postMessage(this.block)
      this.filled = 0
    }
    return true
  }
})

// On the audio thread: sends the page what passes, in blocks, for the analysis by plain loops.

registerProcessor('tap', class extends AudioWorkletProcessor {
  constructor({ processorOptions: { channels, block } }) {
    super()
    this.filled = 0
    this.block = Array.from({ length: channels }, () => new Float32Array(block))
  }
  process([input]) {
    if (input.length === 0) return false                 // disconnected
    this.block.forEach((x, c) => x.set(input[c], this.filled))
    this.filled += input[0].length
    if (this.filled >= this.block[0].length) {
      this.port.postMessage(this.block)
      this.filled = 0
    }
    return true
  }
})

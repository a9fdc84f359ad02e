// An AudioWorkletProcessor of a user's own, which has a stream from the page.

import { attach } from '../../dist/processor.js'

registerProcessor('own', class extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super()
    this.stream = attach(processorOptions.stream)
  }
  process([input], [output]) {
    this.stream.process(input, output)
    for (const channel of output) for (let i = 0; i < channel.length; i++) channel[i] *= 0.5
    return true
  }
})

// Colour maps: nine colours of each of matplotlib's, and straight lines between them.

const maps = {
  viridis: ['440154', '472b7a', '3b518a', '2c718e', '208f8c', '27ad80', '5bc862', 'aadb32', 'fde724'],
  magma: ['000003', '1b1044', '4f117b', '812581', 'b5367a', 'e55063', 'fb8761', 'fec286', 'fbfcbf'],
  grey: ['000000', 'ffffff'],
}

/** 256 colours as canvases have them, 32 bits each. */
export function colourMap(name) {
  const stops = maps[name].map(text => [0, 2, 4].map(at => Number.parseInt(text.slice(at, at + 2), 16))), bytes = new Uint8ClampedArray(1024)
  for (let i = 0; i < 256; i++) {
    const place = i / 255 * (stops.length - 1), k = Math.min(stops.length - 2, Math.floor(place)), t = place - k
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = stops[k][c] + (stops[k + 1][c] - stops[k][c]) * t
    bytes[4 * i + 3] = 255
  }
  return new Uint32Array(bytes.buffer)
}

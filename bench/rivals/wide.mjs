// Lanewise in its wide mode, which is a matter of the whole process: not a rival, but a contender apart like one.

import { contenders, np, start } from '../lanewise.mjs'

export async function load({ threads }) {
  await start({ threads, wide: true })
  const { wide, wideWhy, variant } = np.info()
  if (!wide) throw new Error(wideWhy)
  return {
    version: `(Lanewise's wide mode, ${variant})`,
    contender: ({ op, inputs }) => contenders({ op, inputs, as: { wide: threads } })[0],
  }
}

import * as np from '../../dist/index.web.js'

const median = list => list.sort((a, b) => a - b)[list.length >> 1]
const message = p => p.then(() => 'nothing was thrown', e => `${e.name}: ${e.message}`)
const start = name => new Worker(name, { type: 'module' })

// The longest gap between turns of the event loop, and between frames, while f goes on; and the longest task that the browser saw.
async function watched(f) {
  let turns = 0, longest = 0, last = performance.now(), on = true
  const tasks = [], observer = new PerformanceObserver(list => { for (const entry of list.getEntries()) tasks.push(entry.duration) })
  observer.observe({ entryTypes: ['longtask'] })
  const channel = new MessageChannel()
  channel.port1.onmessage = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    turns++
    if (on) setTimeout(() => channel.port2.postMessage(0), 1)
  }
  channel.port2.postMessage(0)
  const result = await f()
  on = false
  await new Promise(r => { setTimeout(r, 100) })
  observer.disconnect()
  return { result, turns, longestGapMs: Math.round(longest * 10) / 10, longTasks: tasks }
}

async function timed(times, f) {
  const all = []
  for (let i = 0; i < times; i++) {
    const begin = performance.now()
    await f()
    all.push(performance.now() - begin)
  }
  return { median: median(all).toFixed(3), least: all[0].toFixed(3) }
}

export async function run(csp) {
  await np.init(csp === 'self' ? { worker: '/worker.js' } : {})
  const found = { isolated: crossOriginIsolated, cores: navigator.hardwareConcurrency, page: np.info().threadsWhy }
  if (csp === 'self') {
    const remote = await np.spawn(start('/spawn-module.js'))
    found.remote = await remote.info()
    found.sum = await remote.sum([1, 2])
    return found
  }
  if (csp === 'none') {
    found.refused = await message(np.spawn(start('/spawn-module.js'), { timeout: 5000 }))
    found.refusedByUrl = await message(np.spawn('/spawn-module.js', { timeout: 5000 }))
    return found
  }
  const begin = performance.now(), remote = await np.spawn(start('/spawn-module.js'))
  found.startMs = performance.now() - begin
  found.shared = remote.shared
  found.remote = await remote.info()
  for (const threads of [1, navigator.hardwareConcurrency]) {
    const other = await np.spawn(start('/spawn-module.js'), { threads })
    await other.work(512, 100)
    let reports = 0
    found[`work of 2 s, ${threads} threads`] = { ...await watched(() => other.work(512, 2000, { progress: () => { reports++ } })), reports }
    found[`drawing meanwhile, ${threads} threads`] = await watched(async () => {
      let frames = 0, on = true
      const draw = () => { frames++; if (on) requestAnimationFrame(draw) }
      requestAnimationFrame(draw)
      await other.work(512, 1000)
      on = false
      return frames
    })
    await other.close()
  }
  for (let i = 0; i < 300; i++) await remote.nothing()
  found.emptyCallMs = await timed(300, () => remote.nothing())
  const big = np.ones(8 << 20)
  for (let i = 0; i < 3; i++) await remote.sum(big)
  found.sumHereMs = await timed(9, async () => np.sum(big))
  found.sumOf64MBms = await timed(9, () => remote.sum(big))
  found.echoOf64MBms = await timed(9, async () => { (await remote.echo(big)).dispose() })
  found.echoWatched = await watched(async () => { for (let i = 0; i < 5; i++) (await remote.echo(big)).dispose() })
  const back = await remote.echo(big)
  found.sameBytes = back.address === big.address
  back.dispose()
  found.used = [np.info().memory.used, (await remote.info()).memory.used]
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 100)
  const call = performance.now(), why = await message(remote.work(256, 2000, { signal: controller.signal }))
  found.abort = [why, performance.now() - call]
  await remote.nothing()
  found.freeAfterAbortMs = performance.now() - call
  const ended = performance.now(), last = message(remote.end()), next = message(remote.work(100, 100))
  found.endedByItself = [await last, await next, performance.now() - ended]
  const killed = start('/spawn-module.js'), third = await np.spawn(killed), pending = message(third.work(100, 1e6))
  setTimeout(() => killed.terminate(), 50)
  found.terminated = await pending
  found.throws = await message(np.spawn(start('/throws.js'), { timeout: 5000 }))
  found.silent = await message(np.spawn(start('/silent.js'), { timeout: 500 }))
  found.missing = [await message(np.spawn(start('/none.js'), { timeout: 5000 })), await message(np.spawn('/none.js', { timeout: 5000 }))]
  found.bare = [await message(np.spawn(start('/bare.js'), { timeout: 5000 }).then(r => r.close())), await message(np.spawn('/bare.js', { timeout: 5000 }).then(r => r.close()))]
  found.busyOnesClosed = []
  for (let i = 0; i < 4; i++) {
    const other = await np.spawn(start('/spawn-module.js')), last = message(other.work(1000, 1e6))
    await new Promise(r => { setTimeout(r, 200) })
    const begin = performance.now()
    await other.close()
    const own = Array.from({ length: 20 }, (_, k) => np.full(1e5 * (k + 1), k))
    await new Promise(r => { setTimeout(r, 100) })
    found.busyOnesClosed.push([await last, Math.round(performance.now() - begin - 100), np.info().memory.committed >> 20, own.every((a, k) => np.min(a) === k && np.max(a) === k)])
    for (const a of own) a.dispose()
  }
  big.dispose()
  await remote.close()
  found.usedAtTheEnd = np.info().memory.used
  return found
}

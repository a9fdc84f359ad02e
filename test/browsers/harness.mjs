// Runs pages in browsers, without a driver: a browser is started on a URL with a fresh profile, and the page posts what it has to
// tell. A script in a page of `pageWith` calls `report(value)` once; errors that it does not catch are reported by themselves.

import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const START_SECONDS = 60                                 // until the page's first sign; a browser takes 1 or 2 on an idle machine

/** The first of these programs that there is, by name on the PATH or by its whole path. */
function program(...names) {
  return names.flatMap(name => name.startsWith('/') ? [name] : process.env.PATH.split(delimiter).map(folder => join(folder, name))).find(file => {
    try { accessSync(file, constants.X_OK); return true } catch { return false }
  })
}
const folders = path => { try { return readdirSync(path).map(name => join(path, name)) } catch { return [] } }

const firefoxPreferences = {
  'browser.shell.checkDefaultBrowser': false, 'browser.startup.homepage_override.mstone': 'ignore', 'browser.aboutwelcome.enabled': false, 'browser.tabs.warnOnClose': false,
  'datareporting.policy.dataSubmissionEnabled': false, 'toolkit.telemetry.reportingpolicy.firstRun': false, 'app.update.enabled': false, 'app.normandy.enabled': false,
  'extensions.update.enabled': false, 'services.settings.server': 'data:,', 'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false,
}

/** The engines, by name: `find` gives the program, or undefined; `command` how to start it on a URL with an empty folder for its profile: file, arguments, variables. */
export const engines = {
  chromium: {
    packages: 'chromium',
    find: () => program('chromium', 'chromium-browser', 'google-chrome'),
    command: (file, folder, url) => [file, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--no-default-browser-check', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--autoplay-policy=no-user-gesture-required', `--user-data-dir=${folder}`, url], {}],
  },
  firefox: {
    packages: 'firefox-esr',
    find: () => program('firefox-esr', 'firefox'),
    command: (file, folder, url) => {
      writeFileSync(join(folder, 'user.js'), Object.entries(firefoxPreferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''))
      return [file, ['--headless', '--no-remote', '--profile', folder, url], { MOZ_DISABLE_AUTO_SAFE_MODE: '1' }]
    },
  },
  webkit: {
    packages: 'webkit2gtk-driver xvfb xauth',
    // MiniBrowser lies beside the library, in a folder with its version and the machine's name.
    find: () => program('xvfb-run') && program('xauth') && program(...folders('/usr/lib').flatMap(folders).filter(path => /\/webkit2?gtk-[\d.]+$/.test(path)).map(path => join(path, 'MiniBrowser'))),
    // It shares memory only if told so, but then on any page, isolated or not.
    command: (file, folder, url, isolated) => [program('xvfb-run'), ['-a', '-s', '-screen 0 1280x800x24', file, '--autoplay-policy=allow', url], {
      XDG_RUNTIME_DIR: folder, WEBKIT_DISABLE_COMPOSITING_MODE: '1', LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1', DBUS_SESSION_BUS_ADDRESS: 'disabled:', ...isolated ? { JSC_useSharedArrayBuffer: '1' } : {},
    }],
  },
}

/** The script of a page or worker that these lines make, bundled and minified as an application's is; they import files from the package's root. */
export async function bundled(lines) {
  const { outputFiles } = await build({ stdin: { contents: lines, resolveDir: fileURLToPath(new URL('../..', import.meta.url)) }, bundle: true, minify: true, format: 'esm', write: false })
  return outputFiles[0].text
}

/** A page with a module script; `head` goes in front of it. */
export const pageWith = (script, head = '') => `<!doctype html>
<html><head><meta charset="utf-8"><title>Lanewise</title><link rel="icon" href="data:,">
<script>
  const to = new URLSearchParams(location.search).get('to')
  const post = (path, value) => fetch(to + path, { method: 'POST', body: JSON.stringify(value) })
  window.report = value => post('report', value)
  addEventListener('error', event => report({ error: event.message || (event.target.src || event.target.href) + ' did not load' }), true)
  addEventListener('unhandledrejection', event => report({ error: String(event.reason) }))
  post('started')
</script>
${head}<script type="module" src="${script}"></script></head><body></body></html>
`

/** The headers that isolate a page. */
export const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

const listening = async server => { await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve) }); return `http://127.0.0.1:${server.address().port}/` }
const closed = server => { server.closeAllConnections(); server.close() }
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.wasm': 'application/wasm' }

/** Serves the files of a folder, or those of an object by their paths, with or without the headers for isolation. */
export async function serve(files, isolated) {
  const read = typeof files === 'string' ? path => { try { return readFileSync(join(files, path)) } catch { return undefined } } : path => files[path.slice(1)]
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://server'), path = pathname.endsWith('/') ? `${pathname}index.html` : pathname, body = read(path)
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': types[extname(path)] ?? 'application/octet-stream', 'cache-control': 'no-store', ...isolated ? isolation : {} })
    response.end(body)
  })
  return { url: await listening(server), close: () => closed(server) }
}

/**
 * Opens a URL in an engine and gives what its page reports within the time. A browser whose page gives no sign of life is started
 * a second time; a page that started and fails is not.
 */
export async function visit(name, url, { isolated = true, seconds = 120 } = {}) {
  for (let attempt = 1; ; attempt++) {
    const { started, value, why } = await opened(name, url, isolated, seconds)
    if (value !== undefined && !value?.error) return value
    if (started || attempt === 2) throw new Error(`${name}, ${url}: ${value?.error ?? why}`)
  }
}

async function opened(name, url, isolated, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'lanewise-browser-'))
  let started = false, log = '', browser, timer, finish
  const outcome = new Promise(resolve => { finish = resolve })
  const limit = (time, what) => { clearTimeout(timer); timer = setTimeout(() => finish({ why: `${what} in ${time} s` }), time * 1000) }
  const end = () => { try { process.kill(-browser.pid, 'SIGKILL') } catch { /* it has ended */ } }
  // The page may come from another server, hence the header.
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', data => { body += data })
    request.on('end', () => {
      response.writeHead(204, { 'Access-Control-Allow-Origin': '*' })
      response.end()
      if (request.url === '/report') finish({ value: JSON.parse(body) })
      else if (!started) { started = true; limit(seconds, 'the page started and did not report') }
    })
  })
  process.on('exit', end)
  try {
    const page = new URL(url)
    page.searchParams.set('to', await listening(server))
    const [file, args, variables] = engines[name].command(engines[name].find(), folder, String(page), isolated)
    // A process group of its own, so that all its processes can be ended at once.
    browser = spawn(file, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: folder, TMPDIR: folder, ...variables } })
    browser.stderr.on('data', data => { log = (log + data).slice(-4000) })
    browser.on('error', error => finish({ why: String(error) }))
    browser.on('exit', code => finish({ why: `the browser ended with ${code}` }))
    limit(START_SECONDS, 'no page was opened')
    const { value, why } = await outcome
    return { started, value, why: why && `${why}; the browser said:\n${log}` }
  } finally {
    clearTimeout(timer)
    process.off('exit', end)
    end()
    closed(server)
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

// The Chromium that comes from npm, with the libraries and fonts that it needs beyond a bare Linux.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium as playwright } from 'playwright-core'

/** The package brings a program for this kind of machine only. */
export const hasChromium = process.platform === 'linux' && process.arch === 'x64'

const SANDBOX_NEEDS_MORE_THAN_CONTAINERS_GIVE = ['--no-sandbox', '--no-zygote']
const DRAW_LITTLE = ['--disable-gpu', '--disable-software-rasterizer', '--in-process-gpu']
const PACKAGE = join(import.meta.dirname, '../../node_modules/@sparticuz/chromium')
const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
/** Of one user and version: nobody runs what another one unpacked. */
const UNPACKED = join(tmpdir(), `storeplane-chromium-${version}-${userInfo().uid}`)
/** The names of documentation (RFC 2606), as stores' own domains in tests. */
const NAMES = ['--host-resolver-rules=MAP *.example 127.0.0.1']

/** Unpacks it for this user, unless that was done before. */
export async function unpackChromium(): Promise<void> {
  if (existsSync(UNPACKED)) return
  const folder = await mkdtemp(`${UNPACKED}-`)
  const packed = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((file) => join(PACKAGE, 'bin', file))
  const unpack = join(import.meta.dirname, 'unpack.ts')
  await promisify(execFile)(process.execPath, [unpack, ...packed], { env: { TMPDIR: folder } })
  // Another process may have been faster.
  await rename(folder, UNPACKED).catch(() => rm(folder, { recursive: true }))
}

/** Starts it once it is unpacked. @param ownFonts draws with fonts that are the same everywhere, but only Latin, Greek and Cyrillic */
export const launchChromium = (ownFonts = true) =>
  playwright.launch({
    executablePath: join(UNPACKED, 'chromium'),
    args: [...SANDBOX_NEEDS_MORE_THAN_CONTAINERS_GIVE, ...DRAW_LITTLE, ...NAMES],
    env: {
      HOME: UNPACKED,
      LD_LIBRARY_PATH: join(UNPACKED, 'al2023', 'lib'),
      ...(ownFonts ? { FONTCONFIG_PATH: join(UNPACKED, 'fonts') } : {}),
    },
  })

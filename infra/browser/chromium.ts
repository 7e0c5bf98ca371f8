// The Chromium that comes from npm, with the libraries and fonts that it needs beyond a bare Linux.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import chromium, { inflate } from '@sparticuz/chromium'
import { chromium as playwright } from 'playwright-core'

/** The package brings a program for this kind of machine only. */
export const hasChromium = process.platform === 'linux' && process.arch === 'x64'

const SANDBOX_NEEDS_MORE_THAN_CONTAINERS_GIVE = ['--no-sandbox', '--no-zygote']
const DRAW_LITTLE = ['--disable-gpu', '--disable-software-rasterizer', '--in-process-gpu']
const PACKED = join(import.meta.dirname, '../../node_modules/@sparticuz/chromium/bin')
/** The names of documentation (RFC 2606), as stores' own domains in tests. */
const NAMES = ['--host-resolver-rules=MAP *.example 127.0.0.1']
const FONTS = join(tmpdir(), 'fonts')
const LIBRARIES = join(tmpdir(), 'al2023', 'lib')

/** Unpacks it into the folder for temporary files, unless that was done before. Not for several processes at once. */
export async function unpackChromium(): Promise<void> {
  chromium.setGraphicsMode = false
  await chromium.executablePath()
  await inflate(join(PACKED, 'al2023.tar.br'))
}

/** Starts it once it is unpacked. @param ownFonts draws with fonts that are the same everywhere, but only Latin, Greek and Cyrillic */
export const launchChromium = (ownFonts = true) =>
  playwright.launch({
    executablePath: join(tmpdir(), 'chromium'),
    args: [...SANDBOX_NEEDS_MORE_THAN_CONTAINERS_GIVE, ...DRAW_LITTLE, ...NAMES],
    env: { HOME: tmpdir(), LD_LIBRARY_PATH: LIBRARIES, ...(ownFonts ? { FONTCONFIG_PATH: FONTS } : {}) },
  })

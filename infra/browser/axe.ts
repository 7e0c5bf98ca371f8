// Looks for what keeps people with disabilities from using a page, by the rules of WCAG 2.2 AA that a program can check.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

type Finding = { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] }

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** Colours are all that changes in the dark. */
const BY_COLOUR = ['color-contrast', 'link-in-text-block']

/** Colours on their way from light to dark are neither; an animation without end cannot be finished. */
const FINISH_ANIMATIONS = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))).then(() => {
  for (const animation of document.getAnimations()) {
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish()
  }
})`
/** That are named of one rule. */
const PLACES = 5

const ALL_RULES = { type: 'tag', values: STANDARDS }
const COLOUR_RULES = { type: 'rule', values: BY_COLOUR }

/** What a page violates, in light and unless told otherwise in dark: nothing, if all is well. Leaves it in light. */
export async function violationsOf(page: Page, { inDark = true } = {}): Promise<string[]> {
  // Not as a script of the page, which its Content-Security-Policy would refuse.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source)
  const light = await run(page, 'light', ALL_RULES)
  if (!inDark) return light
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await run(page, 'dark', COLOUR_RULES)
  await page.emulateMedia({ colorScheme: 'light' })
  return [...light, ...dark]
}

async function run(page: Page, scheme: string, runOnly: object): Promise<string[]> {
  await page.evaluate(FINISH_ANIMATIONS)
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] })
  const { violations } = (await page.evaluate(`axe.run(document, ${options})`)) as { violations: Finding[] }
  return violations.map(({ id, help, nodes }) => {
    const places = nodes
      .slice(0, PLACES)
      .map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`)
    return `${id} in ${scheme} on ${page.url()}, ${nodes.length} times: ${help}\n  ${places.join('\n  ')}`
  })
}

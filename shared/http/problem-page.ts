// A problem as a page, for visitors whose store cannot answer itself: suspended, closed, asked too often, or out of reach.
import { createHash } from 'node:crypto'
import { html } from 'hono/html'

type Texts = { title: string; text: string }
type Kind = 'missing' | 'closed' | 'paused' | 'busy' | 'failed'

const TEXTS: Readonly<Record<string, Readonly<Record<Kind, Texts>>>> = {
  en: {
    missing: {
      title: 'There is no shop here',
      text: 'Check the address, or go back to where you came from.',
    },
    closed: { title: 'This shop has closed', text: 'It takes no more orders.' },
    paused: { title: 'This shop is closed just now', text: 'Please come back later.' },
    busy: { title: 'Too many visitors at once', text: 'Wait a moment, then load the page again.' },
    failed: { title: 'Something went wrong', text: 'It is not your fault. Load the page again in a moment.' },
  },
  de: {
    missing: { title: 'Hier gibt es keinen Shop', text: 'Bitte prüfen Sie die Adresse.' },
    closed: { title: 'Dieser Shop ist geschlossen', text: 'Er nimmt keine Bestellungen mehr an.' },
    paused: { title: 'Dieser Shop ist gerade geschlossen', text: 'Bitte kommen Sie später wieder.' },
    busy: { title: 'Zu viele Besucher auf einmal', text: 'Warten Sie kurz und laden Sie die Seite neu.' },
    failed: { title: 'Etwas ist schiefgegangen', text: 'Bitte laden Sie die Seite gleich noch einmal.' },
  },
  fr: {
    missing: { title: 'Aucune boutique ici', text: 'Vérifiez l’adresse.' },
    closed: { title: 'Cette boutique a fermé', text: 'Elle ne prend plus de commandes.' },
    paused: { title: 'Cette boutique est fermée pour le moment', text: 'Revenez plus tard.' },
    busy: { title: 'Trop de visiteurs à la fois', text: 'Patientez un instant, puis rechargez la page.' },
    failed: { title: 'Un problème est survenu', text: 'Rechargez la page dans un instant.' },
  },
  ar: {
    missing: { title: 'لا يوجد متجر هنا', text: 'تحقق من العنوان.' },
    closed: { title: 'أُغلق هذا المتجر', text: 'لم يعد يستقبل الطلبات.' },
    paused: { title: 'هذا المتجر مغلق حاليًا', text: 'يرجى العودة لاحقًا.' },
    busy: { title: 'عدد كبير من الزوار في آن واحد', text: 'انتظر لحظة ثم أعد تحميل الصفحة.' },
    failed: { title: 'حدث خطأ ما', text: 'أعد تحميل الصفحة بعد لحظة.' },
  },
  hi: {
    missing: { title: 'यहाँ कोई दुकान नहीं है', text: 'कृपया पता जाँचें।' },
    closed: { title: 'यह दुकान बंद हो चुकी है', text: 'यह अब ऑर्डर नहीं लेती।' },
    paused: { title: 'यह दुकान अभी बंद है', text: 'कृपया बाद में आएँ।' },
    busy: { title: 'एक साथ बहुत से आगंतुक', text: 'थोड़ा रुककर पेज फिर से लोड करें।' },
    failed: { title: 'कुछ गड़बड़ हो गई', text: 'थोड़ी देर में पेज फिर से लोड करें।' },
  },
}

const KINDS: Readonly<Record<number, Kind>> = { 403: 'paused', 404: 'missing', 410: 'closed', 429: 'busy' }

const STYLE =
  'body{font:1.0625rem/1.6 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-content:center;text-align:center;padding:1.5rem;color:#1f2328;background:#fafaf9}h1{font-size:1.75rem;margin:0 0 .5rem}p{margin:0}small{display:block;margin-top:2rem;color:#57606a}@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#16181d}small{color:#9aa4af}}'
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
/** After so many seconds a search engine may look again whether a suspended shop is back. */
const PAUSED_SECONDS = 3_600

/** The same as a page when it is a problem, else the answer as it is. A suspended shop is one that is away for a while. */
export function problemPage(response: Response, request: Request): Response {
  if (response.headers.get('content-type') !== 'application/problem+json') return response
  const kind = KINDS[response.status] ?? 'failed'
  const language = languageOf(request.headers.get('accept-language') ?? '')
  const { title, text } = (TEXTS[language] ?? TEXTS.en)?.[kind] ?? { title: '', text: '' }
  const body = html`<!doctype html><html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>`
  const headers = new Headers(response.headers)
  headers.set('content-type', 'text/html; charset=utf-8')
  headers.set('content-security-policy', POLICY)
  headers.set('content-language', language)
  headers.set('cache-control', 'no-store')
  headers.delete('content-length')
  if (kind === 'paused' && !headers.has('retry-after')) headers.set('retry-after', String(PAUSED_SECONDS))
  const status = kind === 'paused' ? 503 : response.status
  return new Response(request.method === 'HEAD' ? null : String(body), { status, headers })
}

/** The first of the languages that are accepted that there is one of these texts in. */
const languageOf = (accepted: string): string =>
  accepted
    .split(',')
    .map((item) => item.trim().slice(0, 2).toLowerCase())
    .find((code) => Object.hasOwn(TEXTS, code)) ?? 'en'

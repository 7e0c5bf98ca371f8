// The page behind the link of marketing mails. Opening it changes nothing: programs that look into mails open links, too.
import { scriptedPage } from '../../shared/http/scripted-page.ts'

const SCRIPT = `
const button = document.querySelector('button')
button.onclick = async () => {
  button.disabled = true
  const response = await fetch(location.pathname + location.search, { method: 'POST' })
  document.querySelector('[role=status]').textContent = response.ok ? '✓' : (await response.json()).detail
  button.disabled = response.ok
}
`
const HTML = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>Unsubscribe</title>
<main>
<p lang="en">You will get no more mails that are not about an order or account of yours.</p>
<p lang="de">Sie erhalten keine E-Mails mehr, die nicht Ihre Bestellungen oder Ihr Konto betreffen.</p>
<p lang="fr">Vous ne recevrez plus d’e-mails qui ne concernent ni vos commandes ni votre compte.</p>
<p lang="es">No recibirá más correos que no traten de sus pedidos o de su cuenta.</p>
<p><button>Unsubscribe</button> <span role="status"></span></p>
</main>
<script>${SCRIPT}</script></html>
`

export const UNSUBSCRIBE_PAGE = scriptedPage(HTML, SCRIPT)

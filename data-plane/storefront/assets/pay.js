// The fields of a payment provider, inside of the shop's page. What the browser says of a payment is a hint: the shop asks.

const form = document.querySelector('[data-pay]')
const { provider, parameters, returnUrl, email } = JSON.parse(
  document.querySelector('[data-payment]').textContent,
)
const button = form.querySelector('[data-confirm]')
const problem = form.querySelector('[data-problem]')

function tell(text) {
  problem.textContent = text
  problem.hidden = !text
  button.disabled = false
}

function payByStripe() {
  const stripe = window.Stripe(parameters.publishable_key)
  const elements = stripe.elements({ clientSecret: parameters.client_secret })
  const element = elements.create('payment', { defaultValues: { billingDetails: { email } } })
  element.mount(form.querySelector('[data-element]'))
  element.on('ready', () => {
    button.disabled = false
  })
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    button.disabled = true
    const { error } = await stripe.confirmPayment({ elements, confirmParams: { return_url: returnUrl } })
    if (error) tell(error.message)
  })
}

function payByRazorpay() {
  const open = () => {
    const checkout = new window.Razorpay({
      ...parameters,
      prefill: { email },
      handler: (proof) => {
        const url = new URL(returnUrl)
        for (const [name, value] of Object.entries(proof)) url.searchParams.set(name, value)
        location.href = url
      },
      modal: { ondismiss: () => tell('') },
    })
    checkout.on('payment.failed', ({ error }) => tell(error.description))
    checkout.open()
  }
  button.disabled = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    button.disabled = true
    open()
  })
}

if (provider === 'stripe' && window.Stripe) payByStripe()
else if (provider === 'razorpay' && window.Razorpay) payByRazorpay()

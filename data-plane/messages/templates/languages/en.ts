import {
  CAN_BE_PAID,
  CHECKOUT_LINES,
  DECLINE_NOTE,
  HAS_DELIVERY_DAY,
  HAS_LABEL,
  HAS_NEXT,
  IS_LAST_ATTEMPT,
  IS_TRIED_AGAIN,
  type Language,
  LESS_TO_PAY,
  LEVELS,
  LINES,
  link,
  MORE_TO_PAY,
  PARCELS,
  RETURN_LINES,
  TO_BE_PAID,
  TO_BE_REFUNDED,
  TOTALS,
  WAS_REFUNDED,
  when,
} from '../language.ts'

const HELLO = 'Hello{% if account.first_name != "" %} {{ account.first_name }}{% endif %},'

export const en: Language = {
  direction: 'ltr',
  words: {
    subtotal: 'Subtotal',
    discount: 'Discount',
    shipping: 'Shipping',
    tax: 'Tax',
    rounding: 'Rounding',
    total: 'Total',
    tax_included: 'Tax included',
    gift_card: 'Gift card',
    store_credit: 'Store credit',
    paid: 'Paid',
    left_to_pay: 'Left to pay',
    track: 'Track the parcel',
    left: 'left',
    and_more: '… and {{ stock.more }} more',
    view_order: 'Look at your order',
    unsubscribe: 'No more reminders like this one',
  },
  mails: {
    order_confirmation: {
      subject: '{{ store.name }}: your order #{{ order.number }}',
      parts: ['Thank you for your order #{{ order.number }}.', LINES, TOTALS],
    },
    order_cancelled: {
      subject: '{{ store.name }}: your order #{{ order.number }} was cancelled',
      parts: [
        'Your order #{{ order.number }} was cancelled.',
        when(WAS_REFUNDED, 'Given back: {{ order.refunded | money }}'),
        when(TO_BE_REFUNDED, 'To be refunded: {{ order.refund_due | money }}'),
      ],
    },
    order_edited: {
      subject: '{{ store.name }}: your order #{{ order.number }} was changed',
      parts: [
        'Your order #{{ order.number }} was changed. This is what it holds now.',
        LINES,
        'Total: {{ order.total | money }}',
        when(MORE_TO_PAY, 'It costs {{ edit.more | money }} more than before.'),
        when(LESS_TO_PAY, 'It costs {{ edit.less | money }} less than before.'),
        when(TO_BE_PAID, 'Left to pay: {{ order.outstanding | money }}'),
      ],
    },
    payment_received: {
      subject: '{{ store.name }}: payment received for order #{{ order.number }}',
      parts: [
        'We received {{ payment.amount | money }} for your order #{{ order.number }}. Thank you.',
        when(TO_BE_PAID, 'Left to pay: {{ order.outstanding | money }}'),
      ],
    },
    payment_failed: {
      subject: '{{ store.name }}: payment failed for order #{{ order.number }}',
      parts: [
        'The payment of {{ payment.amount | money }} for your order #{{ order.number }} did not go through.',
        'Please answer this mail to find another way to pay.',
      ],
    },
    shipment_sent: {
      subject: '{{ store.name }}: order #{{ order.number }} is on its way',
      parts: [
        'These goods of your order #{{ order.number }} have left us.',
        PARCELS,
        when(HAS_DELIVERY_DAY, 'It should arrive by {{ shipment.latest_delivery | date_text }}.'),
      ],
    },
    shipment_updated: {
      subject: '{{ store.name }}: news of the parcel of order #{{ order.number }}',
      parts: ['The tracking of your order #{{ order.number }} has changed.', PARCELS],
    },
    shipment_delivered: {
      subject: '{{ store.name }}: order #{{ order.number }} was delivered',
      parts: ['These goods of your order #{{ order.number }} were delivered.', PARCELS],
    },
    shipment_cancelled: {
      subject: '{{ store.name }}: a shipment of order #{{ order.number }} was stopped',
      parts: [
        'These goods of your order #{{ order.number }} were not sent after all. We will tell you when they leave.',
        PARCELS,
      ],
    },
    refund_issued: {
      subject: '{{ store.name }}: refund for order #{{ order.number }}',
      parts: [
        'We gave back {{ refund.amount | money }} for your order #{{ order.number }}.',
        'It can take some days until you see it on your account.',
      ],
    },
    refund_failed: {
      subject: '{{ store.name }}: a refund for order #{{ order.number }} failed',
      parts: [
        'A part of the refund of {{ refund.amount | money }} for order #{{ order.number }} could not be given back. Please look at the order.',
      ],
    },
    return_requested: {
      subject: '{{ store.name }}: your return of order #{{ order.number }}',
      parts: [
        'We received your request to return goods of order #{{ order.number }}. Please keep them until we answer.',
        RETURN_LINES,
      ],
    },
    return_to_check: {
      subject: '{{ store.name }}: return requested for order #{{ order.number }}',
      parts: ['{{ order.email }} asks to return goods of order #{{ order.number }}.', RETURN_LINES],
    },
    return_approved: {
      subject: '{{ store.name }}: your return of order #{{ order.number }} is approved',
      parts: [
        'You may send back the goods of order #{{ order.number }} that you asked us to take.',
        RETURN_LINES,
        when(HAS_LABEL, 'Label for the parcel: {{ return.label_url }}'),
      ],
    },
    return_declined: {
      subject: '{{ store.name }}: your return of order #{{ order.number }} is declined',
      parts: [
        'We cannot take back the goods of order #{{ order.number }}. Please answer this mail if you have questions.',
        DECLINE_NOTE,
      ],
    },
    return_closed: {
      subject: '{{ store.name }}: your return of order #{{ order.number }} is complete',
      parts: ['Your return of order #{{ order.number }} is complete.'],
    },
    subscription_started: {
      subject: '{{ store.name }}: your subscription {{ subscription.name }}',
      parts: [
        'Your subscription {{ subscription.name }} has begun.',
        when(HAS_NEXT, 'The next order is due on {{ subscription.next_at | date_text }}.'),
      ],
    },
    subscription_renewed: {
      subject: '{{ store.name }}: {{ subscription.name }}, order #{{ order.number }}',
      parts: [
        'Your subscription {{ subscription.name }} was renewed by order #{{ order.number }}.',
        LINES,
        'Total: {{ order.total | money }}',
        when(HAS_NEXT, 'The next order is due on {{ subscription.next_at | date_text }}.'),
      ],
    },
    subscription_payment_failed: {
      subject: '{{ store.name }}: payment failed for {{ subscription.name }}',
      parts: [
        'The payment for your subscription {{ subscription.name }} did not go through. Please check how you pay.',
        when(IS_TRIED_AGAIN, 'We will try again on {{ subscription.next_attempt_at | date_text }}.'),
        when(IS_LAST_ATTEMPT, 'We will not try again.'),
        when(CAN_BE_PAID, 'You can pay it here: {{ subscription.pay_link }}'),
      ],
    },
    subscription_goods_missed: {
      subject: '{{ store.name }}: {{ subscription.name }} is out of stock',
      parts: [
        'The goods of your subscription {{ subscription.name }} cannot be had just now, so nothing was ordered or charged.',
        when(IS_TRIED_AGAIN, 'We will try again on {{ subscription.next_attempt_at | date_text }}.'),
      ],
    },
    subscription_paused: {
      subject: '{{ store.name }}: {{ subscription.name }} is paused',
      parts: ['Your subscription {{ subscription.name }} is paused.'],
    },
    subscription_resumed: {
      subject: '{{ store.name }}: {{ subscription.name }} goes on',
      parts: [
        'Your subscription {{ subscription.name }} goes on.',
        when(HAS_NEXT, 'The next order is due on {{ subscription.next_at | date_text }}.'),
      ],
    },
    subscription_cancelled: {
      subject: '{{ store.name }}: {{ subscription.name }} has ended',
      parts: ['Your subscription {{ subscription.name }} has ended.'],
    },
    checkout_abandoned: {
      subject: '{{ store.name }}: you left something behind',
      parts: [
        'You left these before your order was placed.',
        CHECKOUT_LINES,
        'Total: {{ checkout.total | money }}',
        link('Continue where you were', 'checkout.link'),
      ],
    },
    payment_gateway_failing: {
      subject: '{{ store.name }}: payments by {{ gateway.name }} fail',
      parts: [
        'Of the last {{ gateway.attempts }} payments by {{ gateway.name }}, {{ gateway.failed_percent }}% failed. Please look at the payment gateway.',
      ],
    },
    low_stock: { subject: '{{ store.name }}: stock is running low', parts: [LEVELS] },
    low_stock_report: { subject: '{{ store.name }}: {{ stock.total }} running low', parts: [LEVELS] },
    password_reset: {
      subject: '{{ store.name }}: choose a new password',
      parts: [
        HELLO,
        'By this link you can choose a new password within an hour. If you did not ask for it, nothing has changed.',
        link('Choose a new password', 'account.link'),
      ],
    },
    invitation: {
      subject: '{{ store.name }}: your account',
      parts: [
        HELLO,
        'An account was made for you. By this link you can choose a password within seven days.',
        link('Choose a password', 'account.link'),
      ],
    },
    verification: {
      subject: '{{ store.name }}: confirm your e-mail address',
      parts: [
        HELLO,
        'By this link you confirm within three days that this address is yours.',
        link('Confirm the address', 'account.link'),
      ],
    },
  },
}

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

const HELLO = 'Bonjour{% if account.first_name != "" %} {{ account.first_name }}{% endif %},'

export const fr: Language = {
  direction: 'ltr',
  words: {
    subtotal: 'Sous-total',
    discount: 'Remise',
    shipping: 'Livraison',
    tax: 'Taxes',
    rounding: 'Arrondi',
    total: 'Total',
    tax_included: 'Dont taxes',
    gift_card: 'Carte cadeau',
    store_credit: 'Avoir',
    paid: 'Payé',
    left_to_pay: 'Reste à payer',
    track: 'Suivre le colis',
    left: 'en stock',
    and_more: '… et {{ stock.more }} autres',
    view_order: 'Voir la commande',
    unsubscribe: 'Ne plus recevoir ces rappels',
  },
  mails: {
    order_confirmation: {
      subject: '{{ store.name }} : votre commande n° {{ order.number }}',
      parts: ['Merci pour votre commande n° {{ order.number }}.', LINES, TOTALS],
    },
    order_cancelled: {
      subject: '{{ store.name }} : votre commande n° {{ order.number }} a été annulée',
      parts: [
        'Votre commande n° {{ order.number }} a été annulée.',
        when(WAS_REFUNDED, 'Remboursé : {{ order.refunded | money }}'),
        when(TO_BE_REFUNDED, 'À rembourser : {{ order.refund_due | money }}'),
      ],
    },
    order_edited: {
      subject: '{{ store.name }} : votre commande n° {{ order.number }} a été modifiée',
      parts: [
        'Votre commande n° {{ order.number }} a été modifiée. Elle contient désormais :',
        LINES,
        'Total : {{ order.total | money }}',
        when(MORE_TO_PAY, 'Elle coûte {{ edit.more | money }} de plus qu’avant.'),
        when(LESS_TO_PAY, 'Elle coûte {{ edit.less | money }} de moins qu’avant.'),
        when(TO_BE_PAID, 'Reste à payer : {{ order.outstanding | money }}'),
      ],
    },
    payment_received: {
      subject: '{{ store.name }} : paiement reçu pour la commande n° {{ order.number }}',
      parts: [
        'Nous avons reçu {{ payment.amount | money }} pour votre commande n° {{ order.number }}. Merci.',
        when(TO_BE_PAID, 'Reste à payer : {{ order.outstanding | money }}'),
      ],
    },
    payment_failed: {
      subject: '{{ store.name }} : échec du paiement de la commande n° {{ order.number }}',
      parts: [
        'Le paiement de {{ payment.amount | money }} pour votre commande n° {{ order.number }} n’a pas abouti.',
        'Répondez à cet e-mail pour trouver un autre moyen de paiement.',
      ],
    },
    shipment_sent: {
      subject: '{{ store.name }} : la commande n° {{ order.number }} est en route',
      parts: [
        'Ces articles de votre commande n° {{ order.number }} ont été expédiés.',
        PARCELS,
        when(HAS_DELIVERY_DAY, 'Arrivée prévue au plus tard le {{ shipment.latest_delivery | date_text }}.'),
      ],
    },
    shipment_updated: {
      subject: '{{ store.name }} : du nouveau sur le colis de la commande n° {{ order.number }}',
      parts: ['Le suivi de votre commande n° {{ order.number }} a changé.', PARCELS],
    },
    shipment_delivered: {
      subject: '{{ store.name }} : la commande n° {{ order.number }} a été livrée',
      parts: ['Ces articles de votre commande n° {{ order.number }} ont été livrés.', PARCELS],
    },
    shipment_cancelled: {
      subject: '{{ store.name }} : un envoi de la commande n° {{ order.number }} a été arrêté',
      parts: [
        'Ces articles de votre commande n° {{ order.number }} n’ont finalement pas été expédiés. Nous vous préviendrons de leur départ.',
        PARCELS,
      ],
    },
    refund_issued: {
      subject: '{{ store.name }} : remboursement de la commande n° {{ order.number }}',
      parts: [
        'Nous vous avons remboursé {{ refund.amount | money }} pour votre commande n° {{ order.number }}.',
        'Le montant peut mettre quelques jours à apparaître sur votre compte.',
      ],
    },
    refund_failed: {
      subject: '{{ store.name }} : échec d’un remboursement de la commande n° {{ order.number }}',
      parts: [
        'Une partie du remboursement de {{ refund.amount | money }} pour la commande n° {{ order.number }} n’a pas pu être versée. Veuillez vérifier la commande.',
      ],
    },
    return_requested: {
      subject: '{{ store.name }} : votre retour de la commande n° {{ order.number }}',
      parts: [
        'Nous avons reçu votre demande de retour pour la commande n° {{ order.number }}. Gardez les articles jusqu’à notre réponse.',
        RETURN_LINES,
      ],
    },
    return_to_check: {
      subject: '{{ store.name }} : retour demandé pour la commande n° {{ order.number }}',
      parts: [
        '{{ order.email }} demande à retourner des articles de la commande n° {{ order.number }}.',
        RETURN_LINES,
      ],
    },
    return_approved: {
      subject: '{{ store.name }} : votre retour de la commande n° {{ order.number }} est accepté',
      parts: [
        'Vous pouvez renvoyer les articles demandés de la commande n° {{ order.number }}.',
        RETURN_LINES,
        when(HAS_LABEL, 'Étiquette du colis : {{ return.label_url }}'),
      ],
    },
    return_declined: {
      subject: '{{ store.name }} : votre retour de la commande n° {{ order.number }} est refusé',
      parts: [
        'Nous ne pouvons pas reprendre les articles de la commande n° {{ order.number }}. Répondez à cet e-mail pour toute question.',
        DECLINE_NOTE,
      ],
    },
    return_closed: {
      subject: '{{ store.name }} : votre retour de la commande n° {{ order.number }} est terminé',
      parts: ['Votre retour de la commande n° {{ order.number }} est terminé.'],
    },
    subscription_started: {
      subject: '{{ store.name }} : votre abonnement {{ subscription.name }}',
      parts: [
        'Votre abonnement {{ subscription.name }} a commencé.',
        when(HAS_NEXT, 'La prochaine commande est prévue le {{ subscription.next_at | date_text }}.'),
      ],
    },
    subscription_renewed: {
      subject: '{{ store.name }} : {{ subscription.name }}, commande n° {{ order.number }}',
      parts: [
        'Votre abonnement {{ subscription.name }} a été renouvelé par la commande n° {{ order.number }}.',
        LINES,
        'Total : {{ order.total | money }}',
        when(HAS_NEXT, 'La prochaine commande est prévue le {{ subscription.next_at | date_text }}.'),
      ],
    },
    subscription_payment_failed: {
      subject: '{{ store.name }} : échec du paiement de {{ subscription.name }}',
      parts: [
        'Le paiement de votre abonnement {{ subscription.name }} n’a pas abouti. Vérifiez votre moyen de paiement.',
        when(IS_TRIED_AGAIN, 'Nous réessaierons le {{ subscription.next_attempt_at | date_text }}.'),
        when(IS_LAST_ATTEMPT, 'Nous ne réessaierons plus.'),
        when(CAN_BE_PAID, 'Vous pouvez payer ici : {{ subscription.pay_link }}'),
      ],
    },
    subscription_goods_missed: {
      subject: '{{ store.name }} : {{ subscription.name }} est en rupture de stock',
      parts: [
        'Les articles de votre abonnement {{ subscription.name }} sont indisponibles pour le moment. Rien n’a été commandé ni débité.',
        when(IS_TRIED_AGAIN, 'Nous réessaierons le {{ subscription.next_attempt_at | date_text }}.'),
      ],
    },
    subscription_paused: {
      subject: '{{ store.name }} : {{ subscription.name }} est en pause',
      parts: ['Votre abonnement {{ subscription.name }} est en pause.'],
    },
    subscription_resumed: {
      subject: '{{ store.name }} : {{ subscription.name }} reprend',
      parts: [
        'Votre abonnement {{ subscription.name }} reprend.',
        when(HAS_NEXT, 'La prochaine commande est prévue le {{ subscription.next_at | date_text }}.'),
      ],
    },
    subscription_cancelled: {
      subject: '{{ store.name }} : {{ subscription.name }} a pris fin',
      parts: ['Votre abonnement {{ subscription.name }} a pris fin.'],
    },
    checkout_abandoned: {
      subject: '{{ store.name }} : vous avez oublié quelque chose',
      parts: [
        'Vous avez choisi ces articles sans terminer votre commande.',
        CHECKOUT_LINES,
        'Total : {{ checkout.total | money }}',
        link('Reprendre ma commande', 'checkout.link'),
      ],
    },
    payment_gateway_failing: {
      subject: '{{ store.name }} : les paiements par {{ gateway.name }} échouent',
      parts: [
        'Sur les {{ gateway.attempts }} derniers paiements par {{ gateway.name }}, {{ gateway.failed_percent }} % ont échoué. Veuillez vérifier ce moyen de paiement.',
      ],
    },
    low_stock: { subject: '{{ store.name }} : le stock s’épuise', parts: [LEVELS] },
    low_stock_report: { subject: '{{ store.name }} : {{ stock.total }} stocks s’épuisent', parts: [LEVELS] },
    password_reset: {
      subject: '{{ store.name }} : choisir un nouveau mot de passe',
      parts: [
        HELLO,
        'Ce lien vous permet de choisir un nouveau mot de passe dans l’heure. Si vous n’avez rien demandé, rien n’a changé.',
        link('Choisir un nouveau mot de passe', 'account.link'),
      ],
    },
    invitation: {
      subject: '{{ store.name }} : votre compte',
      parts: [
        HELLO,
        'Un compte a été créé pour vous. Ce lien vous permet de choisir un mot de passe dans les sept jours.',
        link('Choisir un mot de passe', 'account.link'),
      ],
    },
    verification: {
      subject: '{{ store.name }} : confirmez votre adresse e-mail',
      parts: [
        HELLO,
        'Par ce lien, vous confirmez dans les trois jours que cette adresse est la vôtre.',
        link('Confirmer l’adresse', 'account.link'),
      ],
    },
  },
}

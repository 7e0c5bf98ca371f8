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

const HELLO = 'Hola{% if account.first_name != "" %}, {{ account.first_name }}{% endif %}:'

export const es: Language = {
  direction: 'ltr',
  words: {
    subtotal: 'Subtotal',
    discount: 'Descuento',
    shipping: 'Envío',
    tax: 'Impuestos',
    rounding: 'Redondeo',
    total: 'Total',
    tax_included: 'Impuestos incluidos',
    gift_card: 'Tarjeta regalo',
    store_credit: 'Saldo',
    paid: 'Pagado',
    left_to_pay: 'Por pagar',
    track: 'Seguir el paquete',
    left: 'en existencias',
    and_more: '… y {{ stock.more }} más',
    view_order: 'Ver el pedido',
    unsubscribe: 'No recibir más recordatorios como este',
  },
  mails: {
    order_confirmation: {
      subject: '{{ store.name }}: su pedido n.º {{ order.number }}',
      parts: ['Gracias por su pedido n.º {{ order.number }}.', LINES, TOTALS],
    },
    order_cancelled: {
      subject: '{{ store.name }}: su pedido n.º {{ order.number }} se ha cancelado',
      parts: [
        'Su pedido n.º {{ order.number }} se ha cancelado.',
        when(WAS_REFUNDED, 'Reembolsado: {{ order.refunded | money }}'),
        when(TO_BE_REFUNDED, 'Por reembolsar: {{ order.refund_due | money }}'),
      ],
    },
    order_edited: {
      subject: '{{ store.name }}: su pedido n.º {{ order.number }} ha cambiado',
      parts: [
        'Su pedido n.º {{ order.number }} ha cambiado. Ahora contiene:',
        LINES,
        'Total: {{ order.total | money }}',
        when(MORE_TO_PAY, 'Cuesta {{ edit.more | money }} más que antes.'),
        when(LESS_TO_PAY, 'Cuesta {{ edit.less | money }} menos que antes.'),
        when(TO_BE_PAID, 'Por pagar: {{ order.outstanding | money }}'),
      ],
    },
    payment_received: {
      subject: '{{ store.name }}: pago recibido del pedido n.º {{ order.number }}',
      parts: [
        'Hemos recibido {{ payment.amount | money }} por su pedido n.º {{ order.number }}. Gracias.',
        when(TO_BE_PAID, 'Por pagar: {{ order.outstanding | money }}'),
      ],
    },
    payment_failed: {
      subject: '{{ store.name }}: pago fallido del pedido n.º {{ order.number }}',
      parts: [
        'El pago de {{ payment.amount | money }} de su pedido n.º {{ order.number }} no se ha realizado.',
        'Responda a este correo para encontrar otra forma de pago.',
      ],
    },
    shipment_sent: {
      subject: '{{ store.name }}: el pedido n.º {{ order.number }} está en camino',
      parts: [
        'Estos artículos de su pedido n.º {{ order.number }} han salido.',
        PARCELS,
        when(HAS_DELIVERY_DAY, 'Debería llegar a más tardar el {{ shipment.latest_delivery | date_text }}.'),
      ],
    },
    shipment_updated: {
      subject: '{{ store.name }}: novedades del paquete del pedido n.º {{ order.number }}',
      parts: ['El seguimiento de su pedido n.º {{ order.number }} ha cambiado.', PARCELS],
    },
    shipment_delivered: {
      subject: '{{ store.name }}: el pedido n.º {{ order.number }} se ha entregado',
      parts: ['Estos artículos de su pedido n.º {{ order.number }} se han entregado.', PARCELS],
    },
    shipment_cancelled: {
      subject: '{{ store.name }}: se ha detenido un envío del pedido n.º {{ order.number }}',
      parts: [
        'Estos artículos de su pedido n.º {{ order.number }} no se han enviado finalmente. Le avisaremos cuando salgan.',
        PARCELS,
      ],
    },
    refund_issued: {
      subject: '{{ store.name }}: reembolso del pedido n.º {{ order.number }}',
      parts: [
        'Le hemos reembolsado {{ refund.amount | money }} de su pedido n.º {{ order.number }}.',
        'Puede tardar unos días en aparecer en su cuenta.',
      ],
    },
    refund_failed: {
      subject: '{{ store.name }}: ha fallado un reembolso del pedido n.º {{ order.number }}',
      parts: [
        'Una parte del reembolso de {{ refund.amount | money }} del pedido n.º {{ order.number }} no se ha podido devolver. Revise el pedido.',
      ],
    },
    return_requested: {
      subject: '{{ store.name }}: su devolución del pedido n.º {{ order.number }}',
      parts: [
        'Hemos recibido su solicitud de devolver artículos del pedido n.º {{ order.number }}. Consérvelos hasta que le respondamos.',
        RETURN_LINES,
      ],
    },
    return_to_check: {
      subject: '{{ store.name }}: devolución solicitada del pedido n.º {{ order.number }}',
      parts: [
        '{{ order.email }} solicita devolver artículos del pedido n.º {{ order.number }}.',
        RETURN_LINES,
      ],
    },
    return_approved: {
      subject: '{{ store.name }}: su devolución del pedido n.º {{ order.number }} está aprobada',
      parts: [
        'Puede enviarnos los artículos del pedido n.º {{ order.number }} que solicitó devolver.',
        RETURN_LINES,
        when(HAS_LABEL, 'Etiqueta del paquete: {{ return.label_url }}'),
      ],
    },
    return_declined: {
      subject: '{{ store.name }}: su devolución del pedido n.º {{ order.number }} está rechazada',
      parts: [
        'No podemos aceptar la devolución de los artículos del pedido n.º {{ order.number }}. Si tiene preguntas, responda a este correo.',
        DECLINE_NOTE,
      ],
    },
    return_closed: {
      subject: '{{ store.name }}: su devolución del pedido n.º {{ order.number }} ha concluido',
      parts: ['Su devolución del pedido n.º {{ order.number }} ha concluido.'],
    },
    subscription_started: {
      subject: '{{ store.name }}: su suscripción {{ subscription.name }}',
      parts: [
        'Su suscripción {{ subscription.name }} ha comenzado.',
        when(HAS_NEXT, 'El próximo pedido está previsto para el {{ subscription.next_at | date_text }}.'),
      ],
    },
    subscription_renewed: {
      subject: '{{ store.name }}: {{ subscription.name }}, pedido n.º {{ order.number }}',
      parts: [
        'Su suscripción {{ subscription.name }} se ha renovado con el pedido n.º {{ order.number }}.',
        LINES,
        'Total: {{ order.total | money }}',
        when(HAS_NEXT, 'El próximo pedido está previsto para el {{ subscription.next_at | date_text }}.'),
      ],
    },
    subscription_payment_failed: {
      subject: '{{ store.name }}: pago fallido de {{ subscription.name }}',
      parts: [
        'El pago de su suscripción {{ subscription.name }} no se ha realizado. Revise su forma de pago.',
        when(IS_TRIED_AGAIN, 'Lo intentaremos de nuevo el {{ subscription.next_attempt_at | date_text }}.'),
        when(IS_LAST_ATTEMPT, 'No lo intentaremos de nuevo.'),
        when(CAN_BE_PAID, 'Puede pagar aquí: {{ subscription.pay_link }}'),
      ],
    },
    subscription_goods_missed: {
      subject: '{{ store.name }}: {{ subscription.name }} no está disponible',
      parts: [
        'Los artículos de su suscripción {{ subscription.name }} no están disponibles por ahora. No se ha pedido ni cobrado nada.',
        when(IS_TRIED_AGAIN, 'Lo intentaremos de nuevo el {{ subscription.next_attempt_at | date_text }}.'),
      ],
    },
    subscription_paused: {
      subject: '{{ store.name }}: {{ subscription.name }} está en pausa',
      parts: ['Su suscripción {{ subscription.name }} está en pausa.'],
    },
    subscription_resumed: {
      subject: '{{ store.name }}: {{ subscription.name }} continúa',
      parts: [
        'Su suscripción {{ subscription.name }} continúa.',
        when(HAS_NEXT, 'El próximo pedido está previsto para el {{ subscription.next_at | date_text }}.'),
      ],
    },
    subscription_cancelled: {
      subject: '{{ store.name }}: {{ subscription.name }} ha terminado',
      parts: ['Su suscripción {{ subscription.name }} ha terminado.'],
    },
    checkout_abandoned: {
      subject: '{{ store.name }}: ha dejado algo atrás',
      parts: [
        'Eligió estos artículos sin terminar su pedido.',
        CHECKOUT_LINES,
        'Total: {{ checkout.total | money }}',
        link('Continuar donde lo dejó', 'checkout.link'),
      ],
    },
    payment_gateway_failing: {
      subject: '{{ store.name }}: fallan los pagos con {{ gateway.name }}',
      parts: [
        'De los últimos {{ gateway.attempts }} pagos con {{ gateway.name }} ha fallado el {{ gateway.failed_percent }} %. Revise la pasarela de pago.',
      ],
    },
    low_stock: { subject: '{{ store.name }}: quedan pocas existencias', parts: [LEVELS] },
    low_stock_report: {
      subject: '{{ store.name }}: {{ stock.total }} con pocas existencias',
      parts: [LEVELS],
    },
    password_reset: {
      subject: '{{ store.name }}: elija una nueva contraseña',
      parts: [
        HELLO,
        'Con este enlace puede elegir una nueva contraseña en el plazo de una hora. Si no la ha solicitado, nada ha cambiado.',
        link('Elegir una nueva contraseña', 'account.link'),
      ],
    },
    invitation: {
      subject: '{{ store.name }}: su cuenta',
      parts: [
        HELLO,
        'Se ha creado una cuenta para usted. Con este enlace puede elegir una contraseña en el plazo de siete días.',
        link('Elegir una contraseña', 'account.link'),
      ],
    },
    verification: {
      subject: '{{ store.name }}: confirme su dirección de correo',
      parts: [
        HELLO,
        'Con este enlace confirma en el plazo de tres días que esta dirección es suya.',
        link('Confirmar la dirección', 'account.link'),
      ],
    },
  },
}

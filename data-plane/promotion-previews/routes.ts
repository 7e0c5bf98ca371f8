import { defineRoute } from '../route.ts'
import { PromotionPreview, PromotionPreviewInput } from './schema.ts'
import { previewPromotion } from './service.ts'

export const promotionPreviewRoutes = [
  defineRoute({
    method: 'post',
    path: '/admin/v1/promotion-previews',
    summary: 'See what a cart would cost with a promotion that is being written',
    description: 'Stores nothing.',
    permission: 'promotions:read',
    audit: false,
    body: PromotionPreviewInput,
    response: PromotionPreview,
    errors: ['not_found', 'price_unavailable', 'cart_full'],
    handler: (ctx, { body }) => previewPromotion(ctx, body),
  }),
]

// Keeping how a customer paid.
import { v7 as uuidv7 } from 'uuid'
import type { TxCtx } from '../../../shared/context.ts'
import type { SavedMethod } from '../providers/provider.ts'
import { putSaved } from '../queries/saved.ts'

export const keepMethod = (
  ctx: TxCtx,
  customerId: string,
  gatewayId: string,
  saved: SavedMethod,
): Promise<string> =>
  putSaved(ctx.tx, ctx.tenantId, {
    ...saved,
    id: uuidv7(),
    customerId,
    gatewayId,
    at: ctx.now.toISOString(),
  })

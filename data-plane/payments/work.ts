// The names of this module's jobs and what they carry, for those who queue them.
import { z } from 'zod'

export const RUN_OPERATION = {
  name: 'payments.run_operation',
  data: z.object({ operation_id: z.uuid() }),
}
export const SYNC_PAYMENT = { name: 'payments.sync', data: z.object({ payment_id: z.uuid() }) }
export const FORGET_METHOD = {
  name: 'payments.forget_method',
  data: z.object({ saved_payment_method_id: z.uuid() }),
}

// Orders whose goods have left, as far as returns and refunds ask.
import type postgres from 'postgres'

/** Marks so many units of each line of an order as sent, from what it holds. @param owner of the store's shard */
export async function sendUnits(
  owner: postgres.Sql,
  orderId: string,
  quantities: Readonly<Record<string, number>>,
): Promise<void> {
  for (const [line, quantity] of Object.entries(quantities)) {
    const [sent] = await owner`
      update order_line_items set fulfilled_quantity = fulfilled_quantity + ${quantity} where id = ${line} returning variant_id`
    const [level] = await owner`
      update stock_reservations r set quantity = r.quantity - ${quantity} from inventory_levels l
      where r.holder_id = ${orderId} and l.id = r.level_id and l.variant_id = ${sent?.variant_id} and r.quantity > ${quantity}
      returning l.id, l.tenant_id, l.location_id`
    const [gone] =
      level !== undefined
        ? [level]
        : await owner`
            delete from stock_reservations r using inventory_levels l
            where r.holder_id = ${orderId} and l.id = r.level_id and l.variant_id = ${sent?.variant_id}
            returning l.id, l.tenant_id, l.location_id`
    await owner`update inventory_levels set on_hand = on_hand - ${quantity} where id = ${gone?.id}`
    await owner`
      insert into stock_movements (tenant_id, variant_id, location_id, kind, on_hand, available, reason, reference_id, actor, at)
      values (${gone?.tenant_id}, ${sent?.variant_id}, ${gone?.location_id}, 'adjusted', ${-quantity}, 0, 'Sent', ${orderId},
        'test', now())`
    await owner`update orders set fulfilled_quantity = fulfilled_quantity + ${quantity} where id = ${orderId}`
  }
}

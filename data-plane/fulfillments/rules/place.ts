/** The place that the secret of a location's provider is sealed for. */
export const providerPlace = (tenantId: string, locationId: string): string =>
  `tenant/${tenantId}/fulfillment-provider/${locationId}`

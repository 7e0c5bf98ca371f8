// Paytm's own library has no types.
declare module 'paytmchecksum' {
  const PaytmChecksum: {
    generateSignature(parameters: string | Record<string, string>, key: string): Promise<string>
    verifySignature(parameters: string | Record<string, string>, key: string, checksum: string): boolean
    calculateChecksum(text: string, key: string, salt: string): string
    getStringByParams(parameters: Record<string, string>): string
  }
  export default PaytmChecksum
}

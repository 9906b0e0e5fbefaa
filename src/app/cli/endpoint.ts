/** An address with its port, as URLs write them: `192.0.2.1:80`, `[2001:db8::1]:80`. */
export function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

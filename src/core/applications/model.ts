/**
 * An application: what people mean when they say YouTube. It is known by the names of its hosts, or by a
 * protocol of its own that its programs offer in TLS, and named beside the protocol that carries it: a
 * connection is `tls` and `youtube`.
 */
export interface Application {
  readonly name: string;
  readonly title: string;
  readonly groups: readonly string[];
  /** Host suffixes, in lower case: `youtube.com` stands for itself and for all below it. */
  readonly hosts: readonly string[];
  /** Names that only its programs offer by ALPN (RFC 7301), as they are on the wire. */
  readonly alpn: readonly string[];
  /** Names of the same application elsewhere. */
  readonly aliases: { readonly ndpi: readonly string[] };
  /** File that it was read from. */
  readonly file: string;
}

/**
 * Which protocols tell a name in their first bytes, and in which form: what `name-finder.ts` has to look for
 * on a connection once its protocol is known.
 */

export const TELLS_NOTHING = 0;
/** A TLS ClientHello, at once or after an upgrade in the middle of the connection. */
export const TELLS_BY_TLS = 1;
/** The same in DTLS records. */
export const TELLS_BY_DTLS = 2;
/** The same inside QUIC Initial packets, or Google's own hello. */
export const TELLS_BY_QUIC = 3;
/** The head of an HTTP/1 request. */
export const TELLS_BY_HTTP = 4;
/** The question of a DNS message. */
export const TELLS_BY_DNS = 5;
/** The realm of a STUN message. */
export const TELLS_BY_STUN = 6;
/** The header of an XMPP stream; without a domain in it, the TLS that it is upgraded to. */
export const TELLS_BY_XMPP = 7;

/**
 * By name of the protocol. Those that upgrade to TLS: SMTP, LMTP, IMAP, POP3, ManageSieve (STARTTLS), FTP
 * (AUTH TLS), NNTP, XMPP, IRC, LDAP, PostgreSQL, MySQL, RDP; a SOCKS proxy passes the hello on.
 */
export const TELLING: Readonly<Record<string, number>> = {
  tls: TELLS_BY_TLS,
  ssl: TELLS_BY_TLS,
  smtp: TELLS_BY_TLS,
  lmtp: TELLS_BY_TLS,
  imap: TELLS_BY_TLS,
  pop3: TELLS_BY_TLS,
  managesieve: TELLS_BY_TLS,
  ftp: TELLS_BY_TLS,
  nntp: TELLS_BY_TLS,
  jabber: TELLS_BY_XMPP,
  irc: TELLS_BY_TLS,
  ldap: TELLS_BY_TLS,
  postgresql: TELLS_BY_TLS,
  mysql: TELLS_BY_TLS,
  rdp: TELLS_BY_TLS,
  socks: TELLS_BY_TLS,
  haproxy: TELLS_BY_TLS,
  dtls: TELLS_BY_DTLS,
  quic: TELLS_BY_QUIC,
  http: TELLS_BY_HTTP,
  websocket: TELLS_BY_HTTP,
  ipp: TELLS_BY_HTTP,
  bittorrent: TELLS_BY_HTTP,
  gnutella: TELLS_BY_HTTP,
  shoutcast: TELLS_BY_HTTP,
  dns: TELLS_BY_DNS,
  mdns: TELLS_BY_DNS,
  llmnr: TELLS_BY_DNS,
  stun: TELLS_BY_STUN,
};

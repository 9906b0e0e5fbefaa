/**
 * Which label each name has. A connection has room for 128 labels, numbered from 0, and there are more names than
 * that. So the names that rules ask for most have labels of their own, and the first of the others what is left:
 *
 *     127 ┌──────────────────────────────┐
 *         │ WELL_KNOWN, most used first  │   a number is the name's for good, on every machine
 *      32 ├──────────────────────────────┤
 *         │ any other name, by its id    │   ids 2 to 31
 *       1 ├──────────────────────────────┤
 *         │ unknown                      │   0: unset has no label
 *       0 └──────────────────────────────┘
 *
 * A number follows from the name, or from its id, which never changes: so a label means the same after a
 * restart, a reload and an upgrade, and nothing has to be remembered. The low numbers, which people give out
 * by hand, stay mostly free.
 */

import { UNKNOWN_ID } from './mark-field.ts';

/** Labels are bits 0 to 127 of a connection. */
export const LABEL_COUNT = 128;

/** The label of connections that nothing is known of. */
export const UNKNOWN_LABEL = UNKNOWN_ID;

/**
 * Names with a label of their own: l7-filter's protocols that the library has, and what is most common today.
 * The place of a name is its number, so the list is never sorted, and nothing is put into it or taken out.
 */
export const WELL_KNOWN: readonly string[] = [
  ...['http', 'tls', 'quic', 'dns', 'ntp', 'ssh', 'smtp', 'imap', 'pop3', 'ftp', 'dhcp', 'stun'],
  ...['rtp', 'sip', 'bittorrent', 'smb', 'rdp', 'wireguard', 'openvpn', 'mysql', 'postgresql', 'redis'],
  ...['mqtt', 'vnc', 'irc', 'nntp', 'rtcp', 'http2', 'websocket', 'dtls', 'isakmp', 'mdns', 'ssdp', 'llmnr'],
  ...[
    'nbns',
    'netbios',
    'dcerpc',
    'kerberos',
    'ldap',
    'radius',
    'snmp',
    'syslog',
    'dhcpv6',
    'tftp',
    'telnet',
  ],
  ...[
    'rtsp',
    'rtmp',
    'h323',
    'jabber',
    'teamspeak',
    'whatsapp',
    'telegram',
    'teamviewer',
    'zoom',
    'socks',
    'pptp',
  ],
  ...['l2tp', 'nfs', 'sunrpc', 'iscsi', 'rsync', 'git', 'subversion', 'cvs', 'mssql', 'mongodb', 'memcached'],
  ...[
    'amqp',
    'coap',
    'ipp',
    'lpd',
    'bgp',
    'ident',
    'whois',
    'citrix',
    'x11',
    'rlogin',
    'radmin',
    'shoutcast',
  ],
  ...['edonkey', 'gnutella', 'directconnect', 'soulseek', 'qq', 'aim', 'msnmessenger', 'yahoo'],
  ...[
    'worldofwarcraft',
    'quake-halflife',
    'doom3',
    'armagetron',
    'finger',
    'gopher',
    'uucp',
    'ncp',
    'gkrellm',
  ],
];

const HIGHEST = LABEL_COUNT - 1;
/** The smallest number of a well-known name. */
const LOWEST_WELL_KNOWN = 32;

export interface Label {
  readonly number: number;
  readonly name: string;
}

/** The number of a name's label, with the name's id; undefined for a name that has none. */
export function labelNumber(name: string, id: number): number | undefined {
  const place = WELL_KNOWN.indexOf(name);
  if (place >= 0) return HIGHEST - place;
  return id > 0 && id < LOWEST_WELL_KNOWN ? id : undefined;
}

/** Labels of names, those most used first. */
export function labelsOf(ids: ReadonlyMap<string, number>): readonly Label[] {
  return [...ids]
    .flatMap(([name, id]): readonly Label[] => {
      const number = labelNumber(name, id);
      return number === undefined ? [] : [{ number, name }];
    })
    .sort((a, b) => b.number - a.number);
}

/**
 * What the bytes of the flows show on which a name and a label differ, and of those that the labeller left
 * unnamed and we name: each looked at by hand. A difference that has no note here is an error of the page.
 */

/** Flows of some captures and labels. */
export interface Note {
  readonly captures: readonly string[];
  readonly label: string;
  readonly text: string;
}

export const DISAGREEMENTS: readonly Note[] = [
  {
    captures: ['KakaoTalk_talk.pcap'],
    label: 'KakaoTalk_Voice',
    text: 'RTCP: sender and receiver reports (`81 c8`, `81 c9`) with encrypted bodies. Nothing in them is of one program.',
  },
  {
    captures: ['wa_voice.pcap', 'whatsapp_login_call.pcap'],
    label: 'ApplePush',
    text: 'TLS records in mid-connection on port 5223, no hello: only the addresses say who is there, and names do not come from addresses.',
  },
  {
    captures: ['bfcp.pcapng'],
    label: 'BFCP',
    text: 'Twelve bytes each whose length field promises sixteen: no BFCP by RFC 8855 section 5.1.',
  },
  {
    captures: ['cloudflare-warp.pcap', 'jabber.pcap'],
    label: 'Jabber',
    text: 'Frames of a kind (`25`, `26`, `30`) and a 16-bit length, encrypted, to push servers on port 5223. No XML, no TLS: not XMPP.',
  },
  {
    captures: ['coap_mqtt.pcap', 'dropbox.pcap'],
    label: 'Dropbox',
    text: 'CoAP on port 17500: version 1, a PUT or GET with a token, Uri-Path options, JSON behind the marker `ff`. On a strange port four bits and a code are too little for `coap`.',
  },
  {
    captures: ['fuzz-2006-06-26-2594.pcap'],
    label: 'DNS',
    text: 'A fuzzer overwrote the question of DNS messages: the length or a letter of a label, the type, or all behind the header with `aa`. Opened to these, `dns` would be the name of anything on port 53.',
  },
  {
    captures: ['gquic_only_from_server.pcap', 'quic_sh.pcap'],
    label: 'QUIC',
    text: 'Short headers only: two bits and an encrypted rest. On port 443 that is one chance in four for anything.',
  },
  {
    captures: ['kerberos_fuzz.pcapng'],
    label: 'Kerberos',
    text: 'One segment whose TCP header says that it is 8 bytes long, where 20 is the least: it has no payload that could be found.',
  },
  {
    captures: ['protobuf.pcap'],
    label: 'Protobuf',
    text: 'Protocol Buffers is an encoding, not a protocol: a key and a value, again and again. Half of all short payloads can be read so.',
  },
  {
    captures: ['soap.pcap'],
    label: 'SOAP',
    text: 'XML of a vendor straight on TCP (`<?xml …><ZMessage target=`), parts of it encrypted: neither HTTP nor an envelope of SOAP.',
  },
  {
    captures: ['ultrasurf.pcap'],
    label: 'UltraSurf',
    text: 'Begins in mid-connection with bytes that look random, TLS records in between. The eight bytes that its labeller knows are of this one recording.',
  },
];

/** By name: why it was given to flows that the labeller left without a name of its own finding. */
export const OPAQUE: Readonly<Record<string, string>> = {
  gnutella:
    'Descriptors of Gnutella both ways: an id, type, ttl and hops, and a length that is true to the byte. The host is known as a Gnutella servent from its other flows.',
  stun: 'STUN messages with the magic cookie and a true length. The labeller says STUN too, from its cache of hosts.',
  tls: 'ClientHello or ServerHello at the head of a TLS record; the labeller says TLS too, from its cache or a part.',
  nbns: 'NetBIOS names (32 half-bytes, type NB) from port 137; a fuzzer altered the other port.',
  netbios: 'A NetBIOS datagram from port 138; a fuzzer altered the other port.',
  'mikrotik-discovery':
    'MNDP on port 5678: a chain of types and lengths with MAC address, identity and version.',
  photon: 'Photon from its usual port 5055: a time, a challenge, commands whose length is true.',
  bittorrent:
    'DHT queries, and a handshake of the peer protocol; the labeller says BitTorrent too, from its cache.',
  ftp: 'A data connection that its control connection announced, and commands on port 21 in a fuzzed capture.',
  mongodb: 'MongoDB messages in one piece: a true length, the operation QUERY or MSG.',
  quic: 'QUIC Initial packets with hellos in shuffled pieces; the labeller says QUIC too, from a part.',
  jabber: 'Stanzas of XMPP (`<iq to=… type=…`) on port 5222, without the stream that they stand in.',
  collectd: 'The encrypted part of collectd (type 0210) with a true length, on port 25826.',
  dhcp: 'A BOOTP request with its magic cookie from port 68 to 67; a fuzzer altered options.',
  'nat-pmp': 'NAT-PMP, the announcement of an address from port 5351 to 224.0.0.1.',
  kafka: 'A request of Kafka with a true length, a known key, and a client id in text.',
  mssql: 'TDS packets whose lengths are true, to port 1433.',
  wireguard: 'A handshake initiation of 148 bytes and a cookie reply of 64, as WireGuard has them.',
  viber: 'Viber on its usual port 4244: a true length, little-endian, in each message.',
};

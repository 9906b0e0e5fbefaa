/**
 * What the names of l7-filter's own patterns mean in the labels. A pattern whose name is one of ours means
 * what ours means. The others that have a counterpart are here; patterns for kinds of files and for programs
 * that no label knows have none, and a flow that they name is named wrongly.
 */
export const L7_FILTER_LABELS: Readonly<Record<string, readonly string[]>> = {
  ssl: ['TLS', 'IMAPS', 'SMTPS', 'POPS', 'FTPS'],
  validcertssl: ['TLS', 'IMAPS', 'SMTPS', 'POPS', 'FTPS'],
  tor: ['Tor'],
  skypeout: ['Skype_Teams', 'Skype_TeamsCall'],
  skypetoskype: ['Skype_Teams', 'Skype_TeamsCall'],
  gtalk: ['Jabber', 'GoogleChat'],
  'snmp-mon': ['SNMP'],
  'snmp-trap': ['SNMP'],
  ciscovpn: ['CiscoVPN'],
  guildwars: ['Guildwars'],
  xboxlive: ['Xbox'],
  'halflife2-deathmatch': ['HalfLife2', 'Source_Engine'],
  'counterstrike-source': ['Source_Engine'],
  'dayofdefeat-source': ['Source_Engine'],
  teamfortress2: ['Source_Engine'],
  httpaudio: ['HTTP'],
  httpvideo: ['HTTP'],
  httpcachehit: ['HTTP', 'HTTP_Proxy'],
  httpcachemiss: ['HTTP', 'HTTP_Proxy'],
  quicktime: ['HTTP'],
  'http-dap': ['HTTP'],
  'http-itunes': ['HTTP', 'AppleiTunes'],
  'http-freshdownload': ['HTTP'],
  'http-rtsp': ['HTTP', 'RTSP'],
};

/**
 * Every service that the lab knows, in the order in which the lab visits them. A new one is a value of type
 * `Service` in services/ and a name in this list.
 */

import { Layer7Error } from '../../core/errors.ts';
import type { Service } from './service.ts';
import { mariadb, memcached, postgresql, redis } from './services/databases.ts';
import { rsync, samba, tftp, vsftpd } from './services/files.ts';
import { dovecot, exim, news } from './services/mail.ts';
import { mosquitto, ngircd, sipp } from './services/messages.ts';
import { dns, ntp } from './services/names.ts';
import { bittorrent, stun, wireguard } from './services/peers.ts';
import { openssh, vnc } from './services/remote.ts';
import { nginx, openssl, quic } from './services/web.ts';

export const CATALOGUE: readonly Service[] = [
  nginx,
  openssl,
  quic,
  vsftpd,
  tftp,
  rsync,
  samba,
  openssh,
  vnc,
  exim,
  dovecot,
  news,
  dns,
  ntp,
  mariadb,
  postgresql,
  redis,
  memcached,
  mosquitto,
  ngircd,
  sipp,
  stun,
  bittorrent,
  wireguard,
];

/** Services by name, in the order given; all of them for an empty list. Throws `LAB_SERVICE_UNKNOWN`. */
export function selectServices(names: readonly string[]): readonly Service[] {
  if (names.length === 0) return CATALOGUE;
  return names.map((name) => {
    const service = CATALOGUE.find((candidate) => candidate.name === name);
    if (service !== undefined) return service;
    throw new Layer7Error({
      code: 'LAB_SERVICE_UNKNOWN',
      kind: 'usage',
      message: `the lab has no service called ${name}`,
      given: name,
      next: `choose from ${CATALOGUE.map((candidate) => candidate.name).join(', ')}`,
    });
  });
}

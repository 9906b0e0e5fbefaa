/**
 * The lab's ground: the three namespaces, one temporary folder, the services that were started, and what
 * they share. `layer7 lab`, the live tests and the live benchmark all stand on this one class; none of it
 * knows layer7's daemon.
 */

import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Layer7Error } from '../../core/errors.ts';
import { packageCache } from './cache.ts';
import { Host } from './host.ts';
import { mustRun } from './process.ts';
import type { Service, Site, Visit } from './service.ts';
import { ADDRESSES, FOLDER_PREFIX, Topology, type TopologyOptions } from './topology.ts';

export class Lab {
  readonly topology: Topology;
  readonly folder: string;
  /** Places to run programs in, one for each namespace. */
  readonly client: Host;
  readonly router: Host;
  readonly server: Host;
  /** The host of the second LAN, where there is one. */
  readonly guest: Host | undefined;
  readonly site: Site;
  readonly #services = new Map<string, Host>();
  #certificate: Promise<{ certificate: string; key: string }> | undefined;

  private constructor(topology: Topology, folder: string) {
    this.topology = topology;
    this.folder = folder;
    this.client = new Host(topology.client, join(folder, 'client'));
    this.router = new Host(topology.router, join(folder, 'router'));
    this.server = new Host(topology.server, join(folder, 'server'));
    const { guest } = topology;
    this.guest = guest === undefined ? undefined : new Host(guest, join(folder, 'guest'));
    this.site = {
      unpacked: unpackedFolder,
      sharedPath: (service, file) => join(folder, 'server', service, file),
      inServer: (argv) => this.server.must(argv),
      certificate: () => {
        this.#certificate ??= makeCertificate(this.server);
        return this.#certificate;
      },
    };
  }

  /** Builds the network. Throws what `Topology.create` throws. */
  static async create(options: TopologyOptions = {}): Promise<Lab> {
    const topology = await Topology.create(options);
    const folder = mkdtempSync(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
    // Servers that give up root must still reach their files.
    chmodSync(folder, 0o755);
    return new Lab(topology, folder);
  }

  /** Starts the servers of a service; no effect when they run already. Throws `LAB_SERVER_FAILED`. */
  async start(service: Service): Promise<void> {
    if (this.#services.has(service.name)) return;
    const host = new Host(this.topology.server, join(this.folder, 'server', service.name));
    this.#services.set(service.name, host);
    await service.start(host, this.site);
  }

  /** Ends the servers of a service. */
  async stop(service: Service): Promise<void> {
    await this.#services.get(service.name)?.end();
    this.#services.delete(service.name);
  }

  /** Makes a visit's connections to an address of the server. Throws when an answer is wrong. */
  async visit(visit: Visit, address: string = ADDRESSES.server.ipv4): Promise<void> {
    await visit.run(this.client, address, this.site);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }

  /** Ends everything and removes the network and the folder. Idempotent. */
  async remove(): Promise<void> {
    for (const host of this.#services.values()) await host.end();
    this.#services.clear();
    for (const host of [this.client, this.guest, this.server, this.router]) await host?.end();
    await this.topology.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function unpackedFolder(name: string): string {
  const folder = join(packageCache(), name);
  if (existsSync(folder)) return folder;
  throw new Layer7Error({
    code: 'LAB_PACKAGE_MISSING',
    kind: 'environment',
    message: `the Debian package ${name} is not in the lab's cache`,
    given: folder,
    next: 'sudo ./layer7 lab --install',
  });
}

async function makeCertificate(host: Host): Promise<{ certificate: string; key: string }> {
  const certificate = host.path('certificate.pem');
  const key = host.path('key.pem');
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const name = ['-subj', '/CN=lab.example', '-addext', 'subjectAltName=DNS:lab.example'];
  await mustRun(['openssl', 'req', '-x509', ...kind, ...name, '-keyout', key, '-out', certificate]);
  return { certificate, key };
}

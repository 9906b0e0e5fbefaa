name       hddtemp
title      hddtemp, temperatures of disks
reference  hddtemp(8): fields between separators
groups     monitoring
ports      tcp/7634

# For each disk: its device, model, temperature and unit.
evidence tcp server
  expression ^(\|/dev/|/dev/)[!-{}~]+\|[^|\x00-\x1f]*\|(-?\d{1,3}|SLP|NOS|NA|UNK|ERR)\|[CF*]\|

name       zabbix
title      Zabbix
reference  Zabbix documentation, protocol header
groups     monitoring
ports      tcp/10050 tcp/10051
ndpi       Zabbix
wireshark  zabbix
iana       zabbix-agent zabbix-trapper

evidence tcp packet
  expression ^ZBXD[\x01-\x07]

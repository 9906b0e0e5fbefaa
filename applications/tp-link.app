name    tp-link
title   TP-Link
groups  iot networking
host    tplinkcloud.com tp-link.com tplinkra.com tplinkdns.com tplinknbu.com tp-link.com.cn
host    omadanetworks.com tplinkmifi.net tapo.com kasasmart.com

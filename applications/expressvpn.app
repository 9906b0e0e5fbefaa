name    expressvpn
title   ExpressVPN
groups  vpn
host    expressvpn.com expressapisv2.net kape.com xvtest.net

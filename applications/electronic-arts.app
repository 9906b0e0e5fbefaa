name    electronic-arts
title   Electronic Arts
groups  game
host    ea.com origin.com eamobile.com dice.se battlelog.com tnt-ea.com eaassets-a.akamaihd.net
host    origin-a.akamaihd.net battlefield.com easports.com respawn.com apexlegends.com bioware.com
host    popcap.com ea-a.akamaihd.net
ndpi    ElectronicArts

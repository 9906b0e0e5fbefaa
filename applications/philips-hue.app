name    philips-hue
title   Philips Hue
groups  iot
host    meethue.com philips-hue.com ecdinterface.philips.com dcp.cpp.philips.com signify.com

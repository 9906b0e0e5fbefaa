name    platformio
title   PlatformIO
groups  developer iot
host    platformio.org

name    shein
title   SHEIN
groups  shopping
host    shein.com ltwebstatic.com sheincorp.cn shein.co.uk romwe.com sheingroup.com shein.in

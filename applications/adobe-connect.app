name    adobe-connect
title   Adobe Connect
groups  video office
host    adobeconnect.com connect.adobe.com
ndpi    AdobeConnect

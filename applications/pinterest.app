name    pinterest
title   Pinterest
groups  social photo
host    pinterest.com pinimg.com pinterest.co.uk pinterest.fr pinterest.de pinterest.it pinterest.es
host    pinterest.ca pinterest.jp pinterest.com.au pinterest.com.mx pinterest.pt pinterest.ru pinterest.at
host    pinterest.ch pinterest.se pinterest.dk pinterest.nz pinterest.ie pinterest.cl pinterest.ph
host    pinterest.co.kr pin.it pinterestmail.com
ndpi    Pinterest

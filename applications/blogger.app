name    blogger
title   Blogger
groups  social
host    blogger.com blogspot.com blogblog.com blogger.googleusercontent.com blogspot.co.uk blogspot.de
host    blogspot.fr blogspot.it blogspot.com.es blogspot.com.br blogspot.ca blogspot.in blogspot.jp
host    blogspot.com.au blogspot.com.ar blogspot.mx blogspot.ru blogspot.nl blogspot.se
ndpi    Google

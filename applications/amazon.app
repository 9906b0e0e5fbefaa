name    amazon
title   Amazon
groups  shopping
host    amazon.com amazon.co.uk amazon.de amazon.fr amazon.it amazon.es amazon.co.jp amazon.ca amazon.com.au
host    amazon.in amazon.nl amazon.se amazon.pl amazon.com.be amazon.com.br amazon.com.mx amazon.com.tr
host    amazon.ae amazon.sa amazon.sg amazon.eg amazon.cn amazon.co.za amazon.ie images-amazon.com
host    ssl-images-amazon.com media-amazon.com amazon-dp.com amazon.work a2z.com amzn.to amzn.com amzn.eu
host    amazonpay.com payments-amazon.com associates-amazon.com amazonservices.com amazon.dev kindle.com
ndpi    Amazon

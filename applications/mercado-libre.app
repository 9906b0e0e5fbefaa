name    mercado-libre
title   Mercado Libre
groups  shopping finance
host    mercadolibre.com mercadolivre.com.br mercadopago.com mlstatic.com mercadolibre.com.ar
host    mercadolibre.com.mx mercadolibre.cl mercadolibre.com.co mercadopago.com.br mercadopago.com.ar
host    mercadolibre.com.uy mercadolibre.com.pe meli.com

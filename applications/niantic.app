name    niantic
title   Niantic
groups  game
host    nianticlabs.com pokemongolive.com nianticlabs.net nianticlabs.co pokemongo.com nianticspatial.com

name    pokemon
title   Pokemon
groups  game
host    pokemon.com pokemon-home.com

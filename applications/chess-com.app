name    chess-com
title   Chess.com
groups  game
host    chess.com chesscomfiles.com

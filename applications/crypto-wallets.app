name    crypto-wallets
title   Wallets and block explorers
groups  crypto-currency
host    blockchain.com blockchain.info metamask.io infura.io etherscan.io trustwallet.com ledger.com
host    trezor.io walletconnect.com walletconnect.org

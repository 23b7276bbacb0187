import CommandLineTool

await Program(ledgerCommand, version: ledgerVersion).main()

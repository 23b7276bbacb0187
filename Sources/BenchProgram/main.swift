import CommandLineTool

await Program(benchCommand, version: "0.1.0").main()

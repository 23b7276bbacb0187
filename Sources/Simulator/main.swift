import CommandLineTool

await Simulations.program.main()

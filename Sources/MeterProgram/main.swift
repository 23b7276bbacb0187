import CommandLineTool

await Program(meterCommand, version: meterVersion).main()

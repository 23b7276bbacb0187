import CommandLineTool
import KioskService

await Program(kioskCommand, version: ProgramVersion.text).main()

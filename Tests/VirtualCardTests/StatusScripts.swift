@testable import VirtualCard

/// Each status byte with what causes it.
///
/// A line that is not indented names a script, which begins with a blank card of the second
/// generation unless it ends in (EV1). The lines below are commands and answers: command byte and
/// data, then status and data.
extension Script {
    static let ofEveryStatus = parsed(
        """
        0C: nothing to commit
            C7 > 0C
        0C: nothing to abort
            A7 > 0C
        0E: a file beyond the memory
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            CD 00 00 EEEE 002000 > 0E
        0E: the shadow of a backup file counts
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            CB 01 00 EEEE 001000 > 0E
            CD 01 00 EEEE 001000 > 00
        1C: legacy authentication
            0A 00 > 1C
        1C: configuration, key sets, transaction MAC, reader identity
            5C 0000 > 1C
            C6 0000 > 1C
            CE 0F00F02F02 > 1C
            C8 00 > 1C
        1C: no such command
            FF > 1C
        1C: a frame that continues nothing
            AF > 1C
        1C: EV2 commands on EV1 (EV1)
            71 0000 > 1C
            77 00 > 1C
            AD 00000000000000 > 1C
            8D 0000000001000000 > 1C
            AB 00000000000000 > 1C
            8B 0000000001000000 > 1C
            DB 00 > 1C
            BA 00 > 1C
        40: no such key at the card's level
            64 01 > 40
            1A 01 > 40
        40: no such key in an application
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            64 02 > 40
            AA 02 > 40
            71 0200 > 40
            64 01 > 00 00
        7E: too short and too long
            5A 00 > 7E
            60 00 > 7E
            1A > 7E
            71 00 > 7E
            71 0007 00000000000000 > 7E
            CA 4230F5 > 7E
            64 > 7E
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            CD 00 > 7E
            BD > 7E
            3D 00 > 7E
            6C > 7E
            CC 02 00 EEEE 00000000 E8030000 64000000 00 > 00
            0C 02 01 > 7E
            C7 0000 > 7E
        7E: EV1 knows no option of commit (EV1)
            C7 01 > 7E
        9D: files at the level of the card
            6F > 9D
            CD 00 00 EEEE 200000 > 9D
            BD 00 000000 000000 > 9D
            F5 00 > 9D
        9D: applications inside an application
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            6A > 9D
            6D > 9D
            CA 010203 0F 82 > 9D
            FC > 9D
        9D: a right that nobody has
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            CD 00 00 FFEF 200000 > 00
            3D 00 000000 010000 00 > 9D
            CD 01 00 EFFF 200000 > 00
            5F 01 00 EEEE > 9D
        9D: limited credit where it is switched off
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            CC 02 00 EEEE 00000000 E8030000 64000000 00 > 00
            1C 02 00000000 > 9D
        9D: a record after clearing
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            C1 03 00 EEEE 040000 020000 > 00
            EB 03 > 00
            3B 03 000000 010000 AA > 9D
        9E: file numbers, modes, rights, sizes
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            CD 20 00 EEEE 200000 > 9E
            CD 00 04 EEEE 200000 > 9E
            CD 00 80 EEEE 200000 > 9E
            CD 00 00 EE2E 200000 > 9E
            CD 00 00 EEEE 000000 > 9E
            C1 00 00 EEEE 000000 010000 > 9E
            C1 00 00 EEEE 010000 000000 > 9E
            C0 00 00 EEEE 010000 010000 > 9E
        9E: value limits
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            CC 02 00 EEEE 01000000 00000000 00000000 00 > 9E
            CC 02 00 EEEE 00000000 0A000000 0B000000 00 > 9E
            CC 02 00 EEEE 00000000 0A000000 00000000 04 > 9E
        9E: applications that cannot be
            CA 000000 0F 81 > 9E
            CA 010203 0F 8F > 9E
            CA 010203 0F C1 > 9E
            CA 010203 0F 91 > 9E
        9E: a negative amount, an empty write, no transaction MAC
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            CC 02 00 EEEE 00000000 E8030000 64000000 00 > 00
            CD 00 00 EEEE 200000 > 00
            0C 02 FFFFFFFF > 9E
            3D 00 000000 000000 > 9E
            C7 01 > 9E
        9E: a command for another kind of file
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            CD 00 00 EEEE 200000 > 00
            CC 02 00 EEEE 00000000 E8030000 64000000 00 > 00
            6C 00 > 9E
            BD 02 000000 000000 > 9E
            BB 02 000000 000000 > 9E
            EB 00 > 9E
            3D 02 000000 010000 00 > 9E
            3B 00 000000 010000 00 > 9E
            0C 00 01000000 > 9E
        A0: no such application
            5A 4230F5 > A0
        AE: who may not
            CA 4230F5 0F 82 > 00
            DA 4230F5 > AE
            FC > AE
            54 0F > AE
            51 > AE
            C4 00 > AE
            AA 00 > AE
            71 0000 > AE
            77 00 > AE
            5A 4230F5 > 00
            1A 00 > AE
            CD 00 00 E0EE 200000 > 00
            5F 00 00EEEE > AE
        BE: beyond data, records and values
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            CB 01 00 EEEE 200000 > 00
            CC 02 00 EEEE 00000000 E8030000 64000000 00 > 00
            C1 03 00 EEEE 040000 020000 > 00
            BD 01 000000 210000 > BE
            BD 01 200000 000000 > BE
            3D 01 1F0000 020000 0000 > BE
            BB 03 000000 000000 > BE
            3B 03 020000 030000 000000 > BE
            DC 02 65000000 > BE
            0C 02 85030000 > BE
            DB 03 000000 000000 010000 00 > BE
        DE: the same again
            CA 4230F5 0F 82 > 00
            CA 4230F5 0F 82 > DE
            5A 4230F5 > 00
            CD 00 00 EEEE 200000 > 00
            CD 00 00 EEEE 200000 > DE
        DE: the same ISO identifier or name
            CA 010203 0F A1 01E1 41 > 00
            CA 010204 0F A1 01E1 42 > DE
            CA 010204 0F A1 02E1 41 > DE
            5A 010203 > 00
            CD 00 02E1 00 EEEE 200000 > 00
            CD 01 02E1 00 EEEE 200000 > DE
        F0: no such file
            CA 4230F5 0F 82 > 00
            5A 4230F5 > 00
            F5 00 > F0
            DF 00 > F0
            BD 00 000000 000000 > F0
            3D 00 000000 010000 00 > F0
            6C 00 > F0
            BB 00 000000 000000 > F0
            EB 00 > F0
            5F 00 00EEEE > F0
        """
    )
}

"""What people might say at a listening session, in our own words, for drafts made by the real engine."""

ENGLISH = """
The bus to the visit takes two hours each way and I miss work
We need a ride to visits, the bus does not run on Sundays
No bus goes to the visit center after five o'clock
I walk an hour because the bus to visits was cut
Gas money for the long drive to visits would help us
A ride voucher for visits would change everything
The visit center is far and there is no bus stop near it
I lost a visit because my ride did not come
My worker changed four times this year and nobody told me
Every new worker asks me the same questions again
The worker never calls back when I leave a message
I left ten messages for my worker and heard nothing
My worker was kind and called back the same day
When the worker changes we start from zero
Please let us keep one worker for the whole case
Workers leave and the new worker does not know my name
The court papers use words I do not understand
I signed court papers without knowing what they meant
My lawyer talked to me for five minutes before court
In court everyone talks fast and nobody explains the papers
I want a lawyer who explains the court papers slowly
The judge asked me and I did not understand the court words
A paper in plain words before court would help
The lawyer changed on the day of the court hearing
Parenting classes are in the morning when I am at work
The parenting class was full for three months
I need evening classes, I cannot lose my job for a class
The class has no child care so I bring my baby
Online parenting classes would let me keep working
My class teacher treated us with respect
They sent me to a class I had already finished
Classes should be on the weekend for parents who work
My sister could not take the children because of her small apartment
Grandparents raise these children and get no money for it
The children were sent to strangers and my mother lives next door
Let aunts and grandparents take the children first
My mother asked to take the children and nobody answered
Grandma needs beds and money to keep the children
Family should be asked before strangers take the children
My aunt waited months for papers to keep the children
The vending machine ate my last dollar
Purple is the only colour my son will wear
"""

SPANISH = """
El camión a la visita tarda dos horas y pierdo el trabajo
No hay camión los domingos para ir a la visita
Necesitamos transporte para llegar a las visitas
Perdí una visita porque no llegó mi transporte
El lugar de la visita queda lejos y no pasa el camión
Un vale de transporte para las visitas ayudaría mucho
La trabajadora cambió tres veces y nadie me avisó
La trabajadora nunca me regresa la llamada
Dejé muchos mensajes a la trabajadora y no contestó
Cada trabajadora nueva me pregunta lo mismo
Quiero una sola trabajadora para todo el caso
La trabajadora fue amable y me llamó el mismo día
Los papeles de la corte vienen solo en inglés
Firmé papeles de la corte sin entender nada
El intérprete de la corte no llegó a la audiencia
En la corte hablan rápido y nadie explica los papeles
Necesito los papeles de la corte en español
El abogado no habla español y no entiendo la corte
"""


def lines(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line]
